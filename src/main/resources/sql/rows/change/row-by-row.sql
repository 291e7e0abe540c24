-- Tries each change of {waiting} alone. One row may wait for another that it refers to, or whose unique value it takes, or that a check or a trigger of the table's wants to be there: those are tried again for as long as any goes. What is done is no more in the table; what is not has the database's reason, an empty one where nothing is at fault.
do $caravanserai$
declare
    row record;
    failed_state text; failed_message text; failed_column text;
    changed bigint;
    more boolean := true;
begin
    while more loop
        more := false;
        for row in
            select w.ctid as here, w.place, c.statement, c.left_out
            from {waiting} w join {changes} c on c.change = w.change
            where w.state is null or left(w.state, 2) in ('23', 'P0')
            order by w.change, w.place
        loop
            begin
                execute row.statement using row.place;
                get diagnostics changed = row_count;
                if changed > 0 then
                    delete from {waiting} w where w.ctid = row.here;
                    more := true;
                else
                    failed_state := null; failed_message := null; failed_column := null;
                    if row.left_out is not null then
                        execute row.left_out into failed_state, failed_message, failed_column using row.place;
                    end if;
                    update {waiting} w
                    set state = coalesce(failed_state, ''), message = failed_message, fault = failed_column
                    where w.ctid = row.here;
                end if;
            exception when others then
                get stacked diagnostics failed_state = returned_sqlstate,
                    failed_message = message_text, failed_column = column_name;
                if {passing} then
                    raise;
                end if;
                update {waiting} w
                set state = failed_state, message = failed_message, fault = nullif(failed_column, '')
                where w.ctid = row.here;
            end;
        end loop;
    end loop;
end $caravanserai$
