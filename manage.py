"""The command line: `python manage.py --help` lists what it can do."""

from cli import main

if __name__ == "__main__":
    main()
