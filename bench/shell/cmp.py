# Compares strings, so many times.
import sys

n = int(sys.argv[1])
i = 0
same = 0
a = "first"
b = "second"
while i < n:
    if a == b:
        same = same + 1
    elif a != "first":
        same = same - 1
    i = i + 1
print(same)
