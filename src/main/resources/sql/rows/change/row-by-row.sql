-- Tries each change of {waiting} alone. One row may wait for another that it refers to, or whose unique value it takes, or that a check or a trigger of the table's wants to be there: those are tried again for as long as any goes. What is done is no more in the table; what is not has the database's reason, an empty one where nothing is at fault.
do $caravanserai$
#variable_conflict use_column
declare
    caravanserai_row record;
    caravanserai_place tid;
    caravanserai_state text; caravanserai_message text; caravanserai_fault text;
    caravanserai_changed bigint;
    caravanserai_more boolean := true;
begin
    while caravanserai_more loop
        caravanserai_more := false;
        for caravanserai_row in
            select w.ctid as here, w.change, w.place
            from {waiting} w
            where w.state is null or left(w.state, 2) in ('23', 'P0')
            order by w.change, w.place
        loop
            caravanserai_place := caravanserai_row.place;
            begin
                case caravanserai_row.change {changes} end case;
                get diagnostics caravanserai_changed = row_count;
                if caravanserai_changed > 0 then
                    delete from {waiting} w where w.ctid = caravanserai_row.here;
                    caravanserai_more := true;
                else
                    caravanserai_state := null; caravanserai_message := null; caravanserai_fault := null;
                    case caravanserai_row.change {left out} end case;
                    update {waiting} w
                    set state = coalesce(caravanserai_state, ''), message = caravanserai_message, fault = caravanserai_fault
                    where w.ctid = caravanserai_row.here;
                end if;
            exception when others then
                get stacked diagnostics caravanserai_state = returned_sqlstate,
                    caravanserai_message = message_text, caravanserai_fault = column_name;
                if {passing} then
                    raise;
                end if;
                update {waiting} w
                set state = caravanserai_state, message = caravanserai_message, fault = nullif(caravanserai_fault, '')
                where w.ctid = caravanserai_row.here;
            end;
        end loop;
    end loop;
end $caravanserai$
