"""What can be trusted without trusting the server: codes that people type, and digests that give nothing back.

Pure: no database, no clock. The only randomness is the operating system's, in `trust.codes.new_code`.
"""
