package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.ProducerTemplate;
import recovery.second.FolderPlace;
import recovery.second.SecondPlace;
import recovery.second.SecondPlaces;

/** A folder, or a bucket. */
@ApplicationScoped
class BucketPlaces implements SecondPlaces {

    /** Not every store takes the checksums that Amazon's library adds; what is brought there is read back anyway. */
    private static final String CHECKSUMS = "aws.requestChecksumCalculation";

    private final ProducerTemplate template;

    BucketPlaces(ProducerTemplate template) {
        this.template = template;
    }

    @Override
    public SecondPlace of(String text) {
        if (!BucketPlace.isMeantBy(text)) {
            return FolderPlace.of(text);
        }
        if (System.getenv("AWS_REQUEST_CHECKSUM_CALCULATION") == null && System.getProperty(CHECKSUMS) == null) {
            System.setProperty(CHECKSUMS, "when_required");
        }
        return BucketPlace.of(text, template);
    }
}
