"""What is true of each person or item, no opinion: computed once per snapshot over
sorted arrays.
"""
