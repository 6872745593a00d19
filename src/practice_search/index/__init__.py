"""The index: a catalogue that is its truth, vectors that can be made again, and how it is built."""
