# Adds numbers up.
import sys

n = int(sys.argv[1])
i = 0
sum = 0
while i < n:
    sum = sum + i % 7 * 3
    i = i + 1
print(sum)
