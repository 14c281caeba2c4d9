"""What a day holds, the path to the go-live date, and its forecast. Pure: days, minutes and draws are arguments."""
