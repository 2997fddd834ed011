"""Every morning, by itself: all that is due, once (`run`) or again and again (`daemon`).

due      what is due now, by the store and the clock: light queries
steps    doing it: collect, read, compose, send, keep up
run      all steps, one after the other
daemon   looks every few seconds, and starts the command of each step that is due
children the processes of these commands: their lines, their time, their end
aside    asking the store in a thread that no end waits for
reload   topics.yaml, read again when it changes
"""
