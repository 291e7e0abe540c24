package ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rows.load.UnfitValue;

class DateReaderTest {

    private static String read(DateOrder order, String text) throws UnfitValue {
        return new DateReader(order, () -> null, "timestamp", null).read(text);
    }

    private static String reason(DateOrder order, String text) {
        return catchThrowableOfType(UnfitValue.class, () -> read(order, text)).getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    DMY | 3.2.2021                  | 2021-02-03
                    DMY | 03.02.2021                | 2021-02-03
                    DMY | 3. 2. 2021                | 2021-02-03
                    DMY | 3.2.2021.                 | 2021-02-03
                    DMY | 03/02/21                  | 2021-02-03
                    MDY | 03/02/21                  | 2021-03-02
                    YMD | 03/02/21                  | 2003-02-21
                    DMY | 03-02-1999                | 1999-02-03
                    DMY | 03/02/70                  | 1970-02-03
                    DMY | 03/02/69                  | 2069-02-03
                    DMY | 03 02 2021                | 2021-02-03
                    DMY | 030221                    | 2021-02-03
                    MDY | 030221                    | 2021-03-02
                    YMD | 030221                    | 2003-02-21
                    DMY | 03022021                  | 2021-02-03
                    MDY | 03022021                  | 2021-03-02
                    DMY | 29.2.2020                 | 2020-02-29
                    MDY | 12/31/2020                | 2020-12-31
                    YMD | 99/12/31                  | 1999-12-31
                    YMD | 99-Jan-08                 | 1999-01-08
                    DMY | 03.02.2021 14:05          | 2021-02-03 14:05:00
                    DMY | 3.2.2021 9.05             | 2021-02-03 09:05:00
                    DMY | 3.2.2021 9.05.07          | 2021-02-03 09:05:07
                    DMY | 03.02.2021, 14:05:09 Uhr  | 2021-02-03 14:05:09
                    DMY | 03/02/2021 14h05          | 2021-02-03 14:05:00
                    MDY | 2/3/2021 2:05 PM          | 2021-02-03 14:05:00
                    MDY | 2/3/2021 2:05:09PM        | 2021-02-03 14:05:09
                    MDY | 02/03/2021 12:00:00 AM    | 2021-02-03 00:00:00
                    MDY | 02/03/2021 12:30 p.m.     | 2021-02-03 12:30:00
                    MDY | 02/03/2021 2 PM           | 2021-02-03 14:00:00
                    MDY | 2/3/21 2:05:09.123456 PM  | 2021-02-03 14:05:09.123456
                    DMY | 14:05 03/02/2021          | 2021-02-03 14:05:00
                    MDY | 2/3/2021 2:05 PM -0500    | 2021-02-03 14:05:00-0500
                    MDY | 2/3/2021 2:05 PM EST      | 2021-02-03 14:05:00 EST
                    """)
    void numericDatesAreReadInTheOrderThatWasTold(DateOrder order, String text, String meant) throws UnfitValue {
        assertThat(read(order, text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2021/2/3                                              | 2021-02-03
                    2021.02.03                                            | 2021-02-03
                    2021. 02. 03.                                         | 2021-02-03
                    20210203                                              | 2021-02-03
                    20210203T140509                                       | 2021-02-03 14:05:09
                    20210203140509                                        | 2021-02-03 14:05:09
                    20210203 1405                                         | 2021-02-03 14:05:00
                    3-Feb-2021                                            | 2021-02-03
                    03-Feb-21                                             | 2021-02-03
                    03Feb2021                                             | 2021-02-03
                    3. Feb 2021                                           | 2021-02-03
                    3 September 2021                                      | 2021-09-03
                    3 Sept. 2021                                          | 2021-09-03
                    Feb 3, 2021                                           | 2021-02-03
                    February 3 2021                                       | 2021-02-03
                    2021-Feb-03                                           | 2021-02-03
                    Thu, 4 Feb 2021 10:00:00 GMT                          | 2021-02-04 10:00:00 GMT
                    Thursday, February 4, 2021                            | 2021-02-04
                    Feb  3 2021  2:05PM                                   | 2021-02-03 14:05:00
                    Wed Feb  3 14:05:09 2021                              | 2021-02-03 14:05:09
                    Wed Feb  3 14:05:09 CET 2021                          | 2021-02-03 14:05:09 CET
                    03/Feb/2021:14:05:09 +0200                            | 2021-02-03 14:05:09+0200
                    Thu Feb 04 2021 10:00:00 GMT+0100 (Central European)  | 2021-02-04 10:00:00+0100
                    2021-02-03T14:05:09,25Z                               | 2021-02-03 14:05:09.25 Z
                    2021-2-3 4:05                                         | 2021-02-03 04:05:00
                    2021-02-03 24:00                                      | 2021-02-03 24:00:00
                    2021-02-03 14:05 Europe/Berlin                        | 2021-02-03 14:05:00 Europe/Berlin
                    2021-02-03 14:05:00 +05:30                            | 2021-02-03 14:05:00+05:30
                    0044-03-15 BC                                         | 0044-03-15 BC
                    """)
    void datesThatLeaveNothingToGuessNeedNoOrder(String text, String meant) throws UnfitValue {
        assertThat(read(null, text)).isEqualTo(meant);
        assertThat(read(DateOrder.ISO, text)).isEqualTo(meant);
        assertThat(read(DateOrder.DMY, text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "-infinity", "epoch", ""})
    void wordsAreLeftToTheDatabase(String text) throws UnfitValue {
        assertThat(read(DateOrder.DMY, text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "DMY, 12/25/2020",
        "MDY, 25/12/2020",
        "YMD, 03/02/2021",
        "DMY, 29.2.2021",
        "DMY, 31/4/21",
        "DMY, 3/2",
        "DMY, 3/2/202",
        "DMY, 3/2-2021",
        "DMY, 2021-13-01",
        "DMY, 03.02.2021 25:00",
        "DMY, 03.02.2021 13:00 AM",
        "DMY, 03.02.2021 14",
        "DMY, 03.02.2021 14:60",
        "DMY, 44230",
        "DMY, 1612340912",
        "DMY, 2021-W05-3",
        "DMY, 3.2.2021 x",
        "DMY, 99-Jan-08",
        "DMY, 3 Foo 2021",
        "ISO, 03/02/2021",
        "DMY, 2021-02-03-04"
    })
    void whatDoesNotFitIsNeverPassedOn(DateOrder order, String text) {
        assertThat(reason(order, text)).startsWith("\"" + text + "\" is no timestamp");
    }

    @Test
    void theReasonNamesWhatWasTold() {
        assertThat(reason(DateOrder.DMY, "13/13/2020")).isEqualTo("\"13/13/2020\" is no timestamp (dates=dmy)");
        assertThat(reason(DateOrder.ISO, "03/02/2021")).isEqualTo("\"03/02/2021\" is no timestamp (dates=iso)");
        assertThat(reason(null, "03/02/2021"))
                .isEqualTo("\"03/02/2021\" is a timestamp only if somebody says in which order: dates=dmy or mdy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2021-02-03 14:05:00  | 2021-02-03 14:05:00 Europe/Berlin
                    2021-02-03           | 2021-02-03 00:00:00 Europe/Berlin
                    2021-02-03 14:05Z    | 2021-02-03 14:05:00 Z
                    """)
    void aZoneIsWrittenBehindTimesThatHaveNone(String text, String meant) throws UnfitValue {
        assertThat(new DateReader(null, () -> null, "timestamptz", "Europe/Berlin").read(text))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [03.02.2021,05.02.2021)               | [2021-02-03,2021-02-05)
                    {03.02.2021,NULL,05.02.2021}          | {2021-02-03,NULL,2021-02-05}
                    ["3.2.2021 14:05",)                   | ["2021-02-03 14:05:00",)
                    {[03.02.2021,05.02.2021),[2022-01-01,2022-02-01)} | {[2021-02-03,2021-02-05),[2022-01-01,2022-02-01)}
                    {"Feb 3, 2021",infinity}              | {"2021-02-03",infinity}
                    empty                                 | empty
                    """)
    void membersOfArraysAndRangesAreReadEachByItself(String text, String meant) throws UnfitValue {
        assertThat(new MembersReader(new DateReader(DateOrder.DMY, () -> null, "date", null)).read(text))
                .isEqualTo(meant);
    }
}
