# Measures, cuts, replaces and joins strings, so many times.
import sys

n = int(sys.argv[1])
i = 0
length = 0
path = "/usr/local/share/doc/readme.txt"
while i < n:
    other = path.replace("readme", "index", 1)
    part = other[5:10]
    joined = f"{part}:{i}"
    length = length + len(other) + len(joined)
    i = i + 1
print(length)
