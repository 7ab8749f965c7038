"""`python -m retention`: the command line."""

from retention.cli import main

if __name__ == "__main__":
    main(prog_name="python -m retention")
