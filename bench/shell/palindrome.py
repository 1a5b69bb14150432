# Looks from both ends at made-up words whether they are the same backwards.
import sys

n = int(sys.argv[1])
i = 0
found = 0
while i < n:
    word = str(i * 7919)
    left = 0
    right = len(word) - 1
    same = 1
    while left < right:
        if word[left] != word[right]:
            same = 0
            break
        left = left + 1
        right = right - 1
    found = found + same
    i = i + 1
print(found)
