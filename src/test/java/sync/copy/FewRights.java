package sync.copy;

import java.sql.SQLException;
import java.util.Map;

/** A role that may make what a copy makes on the target, owns the tables there that a copy exchanges, and nothing else. */
final class FewRights {

    private FewRights() {}

    /** Makes it, the owner of the tables that both sides have; returns its name. */
    static String on(CopyLab lab) throws SQLException {
        String role = "copies_" + lab.toUrl.substring(lab.toUrl.lastIndexOf('/') + 1);
        lab.onTarget("create role " + role);
        lab.onTarget("grant create, usage on schema public to " + role);
        lab.onTarget("do $$ begin execute format('grant create on database %I to " + role
                + "', current_database()); end $$");
        for (String table :
                CopyLab.texts(lab.source, "select quote_ident(tablename) from pg_tables where schemaname = 'public'")) {
            lab.onTarget("alter table if exists " + table + " owner to " + role);
        }
        return role;
    }

    /** A process that writes to the target as this role. */
    static CopyLab.Process process(CopyLab lab, String role, CopyLab.Configured settings) {
        return lab.process(settings, Map.of("from", lab.fromUrl, "to", lab.toUrl + "?options=-c%20role%3D" + role));
    }

    static CopyLab.Process process(CopyLab lab, String role) {
        return process(lab, role, new CopyLab.Configured());
    }

    static void drop(CopyLab lab, String role) throws SQLException {
        lab.onTarget("drop owned by " + role + " cascade; drop role " + role);
    }
}
