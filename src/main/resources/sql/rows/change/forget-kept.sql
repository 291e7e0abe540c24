-- What a run kept was used up by its undo.
delete from caravanserai.kept_rows where run = ?
