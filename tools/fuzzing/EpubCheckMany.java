import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/* epubcheck for many books in one Java process: its own command takes one file a run and starts for three seconds.
   The first argument is a list of files, one a line. A line of output: the file, a tab, 'ok' or what is wrong. */
public class EpubCheckMany {
    static class Lines extends MasterReport {
        final String file;
        int found = 0;

        Lines(String file) {
            this.file = file;
        }

        @Override
        public void message(Message message, EPUBLocation location, Object... arguments) {
            Severity severity = message.getSeverity();
            if (severity != Severity.FATAL && severity != Severity.ERROR && severity != Severity.WARNING) return;
            if (++found > 5) return;
            String at = location == null ? "" : " (" + location.getPath() + ":" + location.getLine() + ")";
            String said = severity + " " + message.getID() + ": " + message.getMessage(arguments) + at;
            System.out.println(file + "\t" + said.replaceAll("\\s+", " "));
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}

        @Override
        public int generate() {
            return 0;
        }

        @Override
        public void initialize() {}
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        for (String name : Files.readAllLines(Path.of(arguments[0]))) {
            Lines lines = new Lines(name);
            try {
                new EpubCheck(new File(name), lines).doValidate();
            } catch (Throwable error) {
                lines.found++;
                System.out.println(name + "\tepubcheck itself failed: " + error);
            }
            if (lines.found == 0) System.out.println(name + "\tok");
            System.out.flush();
        }
    }
}
