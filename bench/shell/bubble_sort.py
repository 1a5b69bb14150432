# Sorts numbers by swapping neighbours.
import sys

n = int(sys.argv[1])
numbers = []
seed = 42
for i in range(n):
    seed = (seed * 1103 + 12345) % 65536
    numbers.append(seed)
last = n - 1
while last > 0:
    i = 0
    while i < last:
        a = numbers[i]
        b = numbers[i + 1]
        if a > b:
            numbers[i] = b
            numbers[i + 1] = a
        i = i + 1
    last = last - 1
print(numbers[0], numbers[n // 2], numbers[n - 1])
