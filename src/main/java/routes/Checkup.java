package routes;

import doctor.Doctor;
import doctor.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong: what the doctor sees, and schedules that did not fire. */
@ApplicationScoped
public class Checkup {

    private final Doctor doctor;
    private final Schedules schedules;

    Checkup(Doctor doctor, Schedules schedules) {
        this.doctor = doctor;
        this.schedules = schedules;
    }

    /** All that is found, or nothing; changes nothing. */
    public List<Finding> look() throws SQLException {
        List<Finding> findings = new ArrayList<>(doctor.look());
        if (findings.stream().noneMatch(finding -> finding.subject().equals(Doctor.SERVER))) {
            findings.addAll(schedules.unfired());
        }
        return List.copyOf(findings);
    }
}
