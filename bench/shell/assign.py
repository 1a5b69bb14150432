# Assigns strings to variables, so many times.
import sys

n = int(sys.argv[1])
i = 0
a = ""
b = "value"
while i < n:
    a = b
    b = a
    i = i + 1
print(a)
