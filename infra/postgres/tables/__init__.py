"""Every table of the database, as SQLAlchemy Core objects in one MetaData, by area.

The package imports none of its modules: a repository loads the tables of its area only, and two
threads that load two of them never wait for each other.
"""
