"""`python -m awsobs`."""

from awsobs.launch import main

if __name__ == "__main__":
    main()
