-- A row that could not go where it should.
insert into caravanserai.dead_letter (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding, "values",
                                       as_json)
values (:#run, :#table, :#file, :#line, :#column, :#sqlstate, :#reason, :#raw, :#encoding, cast(:#values as jsonb),
        cast(:#asJson as text[]))
