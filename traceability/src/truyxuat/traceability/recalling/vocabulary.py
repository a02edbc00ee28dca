"""The words for steps that CBV 2.0 has no term for, as URIs of this project's vocabulary.

CBV allows a community to add terms as absolute URIs of its own (CBV 2.0 section 6). These name
what a food plant, a farm or a workshop does: work that makes something, and cleaning that parts
what came before from what comes after. Events of others may use other words; a recall takes
further closing steps as an argument.
"""

from __future__ import annotations

VOCABULARY = "https://truyxuat.example/voc/"

HARVESTING = VOCABULARY + "harvesting"
"""Crops leave the field; also milking, catching and collecting from the hive."""
WASHING = VOCABULARY + "washing"
PROCESSING = VOCABULARY + "processing"
"""Heating, fermenting, milling, casting: one thing is made of another."""
CONSUMING = VOCABULARY + "consuming"
"""Eaten or used up where it is, not sold on: a school kitchen, a household."""
RETURNING = VOCABULARY + "returning"
"""Given back by who had it, where no receipt of the other side follows."""
EXPORTING = VOCABULARY + "exporting"
"""Leaves the country, where no trading partner on record receives it."""

CLEANING = VOCABULARY + "cleaning"
CLEANING_IN_PLACE = VOCABULARY + "cleaning_in_place"
WATER_CHANGE = VOCABULARY + "water_change"
CHANGEOVER = VOCABULARY + "changeover"
"""Another product or batch comes on the line, which is emptied before."""
TOOL_CHANGE = VOCABULARY + "tool_change"
"""A die, mould or blade is replaced."""
DISINFECTING = VOCABULARY + "disinfecting"

CLOSING_STEPS = frozenset(
    {CLEANING, CLEANING_IN_PLACE, WATER_CHANGE, CHANGEOVER, TOOL_CHANGE, DISINFECTING}
)
"""Steps that end a common-source window at the place where they happen (R-048)."""
