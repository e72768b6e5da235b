"""Support for scripts of 2015-2018: the names, spellings and imports of their time.

- Running a script: `runner`, in a `session` that child processes join (`startup`); `loading` and `source` read it
- The import of `keras`: `import_mapping`, for the `importers` that mean the classic one; `loaded` and `reexports`
- What a script is: `examined`, which finds its `api_version`, its `needs` and the `raw_libraries` that it uses
- Python 2: `python2`, `division`; `porting` writes a script anew
- Names that libraries have removed: `removed_names`, with `arrays` and `stand_ins`
- Messages: `hints`, `notices`
"""
