#!/bin/sh
# Draws every picture of this folder again from the demo: sh screenshots/make.sh
set -eu
cd "$(dirname "$0")"
awsobs=${AWSOBS:-../.venv/bin/awsobs}

draw() { # name size seconds keys
    "$awsobs" demo --seed 1 --svg "$1.svg" --size "$2" --at "$3" --keys "$4"
}

draw cockpit-120x40 120x40 150 ""
draw cockpit-80x24 80x24 150 ""
draw cockpit-200x50 200x50 150 ""
draw quiet-120x40 120x40 20 ""
draw map-120x40 120x40 150 "5 z"
draw alarm-120x40 120x40 150 "3 enter"
draw logs-filter-120x40 120x40 150 "1 z / l e v e l : E R R O R enter"
draw trail-120x40 120x40 150 "4 z"
draw keys-120x40 120x40 150 "?"
draw patterns-120x40 120x40 150 "P"
draw trace-120x40 120x40 150 "1 z E X enter"

draw map-chips-120x40 120x40 150 "5 z _ _"
draw map-names-120x40 120x40 150 "5 z _"
draw map-changes-120x40 120x40 150 "5 d"
draw roots-120x40 120x40 150 "5 b"
draw traces-120x40 120x40 150 "7"
draw what-changed-120x40 120x40 150 "3 C"
draw findings-120x40 120x40 150 "4 F"
draw events-120x40 120x40 150 "8"
draw event-rules-120x40 120x40 150 "4 B"
draw dashboard-120x40 120x40 150 "9 enter"
draw trails-120x40 120x40 150 "4 t"
draw timeline-120x40 120x40 150 "6"
