# Counts the words of a made-up text.
import sys

words = "the quick brown fox jumps over the lazy dog and then the dog sleeps".split(" ")
n = int(sys.argv[1])
counts = {}
seed = 7
i = 0
while i < n:
    seed = (seed * 1103 + 12345) % 65536
    word = words[seed % 14]
    counts[word] = counts.get(word, 0) + 1
    i = i + 1
print(counts["the"], counts["fox"], len(counts))
