-- What a load did was taken back.
delete from caravanserai.load_trace where run = ?
