"""The demo school, made up from here on: its people and what they did, one module for each area.

Every module has its data, in English and Khmer, and an ``add`` that plays it through the product's
own functions. What was played once is not played again, nor repeated when somebody changed it.
"""
