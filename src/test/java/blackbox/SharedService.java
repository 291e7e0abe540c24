package blackbox;

/** One service for all tests that leave it as they found it; each uses tables of its own. */
final class SharedService {

    private static final Service SERVICE = Service.fresh().start();

    private SharedService() {}

    static Service get() {
        return SERVICE;
    }
}
