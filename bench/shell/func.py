# Calls a function, so many times.
import sys


def add(a, b):
    return a + b


n = int(sys.argv[1])
i = 0
result = 0
while i < n:
    result = add(result, i)
    i = i + 1
print(result)
