"""Question sets in, numbers out: does the system find, quote and refuse as it promises?"""
