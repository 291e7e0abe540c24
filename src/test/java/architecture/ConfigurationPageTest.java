package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The page of settings is made of the interfaces that read them, so that it cannot say something else than they do. With
 * {@code -Dconfiguration.write} the page is written anew.
 */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs", "configuration.md");
    private static final String BEGIN = "## All settings\n";

    private final Map<String, TreePath> types = new HashMap<>();
    private final Map<String, TreePath> roots = new TreeMap<>();
    private DocTrees docs;
    private final Properties shipped = new Properties();

    @Test
    void theSettingsOnThePageAreThoseOfTheCode() throws IOException {
        // Given
        try (var properties = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            shipped.load(properties);
        }

        // When
        String made = BEGIN + "\n" + String.join("\n", sections().values());
        String page = Files.readString(PAGE);
        if (System.getProperty("configuration.write") != null) {
            Files.writeString(PAGE, page.substring(0, page.indexOf(BEGIN)) + made);
        }

        // Then
        assertThat(Files.readString(PAGE))
                .as(
                        "run this test with -Dconfiguration.write to have the page written, which is to end with:\n%s",
                        made)
                .endsWith(made);
    }

    private Map<String, String> sections() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    null,
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(interfaces()));
            docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void none) {
                        types.put(type.getSimpleName().toString(), getCurrentPath());
                        return super.visitClass(type, none);
                    }
                }.scan(unit, null);
                for (Tree type : unit.getTypeDecls()) {
                    said(((ClassTree) type).getModifiers().getAnnotations(), "ConfigMapping")
                            .ifPresent(prefix -> roots.put(prefix, TreePath.getPath(unit, type)));
                }
            }
        }
        Map<String, String> sections = new TreeMap<>();
        roots.forEach((prefix, path) -> {
            StringBuilder rows = new StringBuilder("| key | default | meaning |\n| --- | --- | --- |\n");
            rows(path, prefix, rows);
            sections.put(prefix, "### " + prefix + "\n\n" + text(path) + "\n\n" + rows);
        });
        return sections;
    }

    /** The files that hold nothing but an interface, settings among them. */
    private static List<Path> interfaces() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                if (Files.readString(file).contains("\npublic interface ")) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private void rows(TreePath path, String prefix, StringBuilder rows) {
        for (Tree member : ((ClassTree) path.getLeaf()).getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                row(new TreePath(path, method), method, prefix, rows);
            }
        }
    }

    private void row(TreePath path, MethodTree method, String prefix, StringBuilder rows) {
        List<? extends AnnotationTree> annotations = method.getModifiers().getAnnotations();
        String type = method.getReturnType().toString();
        String name =
                said(annotations, "WithName").orElse(hyphened(method.getName().toString()));
        boolean parent = annotations.stream()
                .anyMatch(one -> one.getAnnotationType().toString().equals("WithParentName"));
        String key = parent ? prefix : prefix + '.' + name;
        String inner = type.replaceAll(".*[<, ]([A-Za-z]+)>+$", "$1");
        if (type.startsWith("Map<")) {
            key += ".<name>";
        }
        TreePath nested = nested(path, inner);
        if (nested != null) {
            rows(nested, key, rows);
            return;
        }
        rows.append("| `")
                .append(key)
                .append("` | ")
                .append(preset(key, annotations, type))
                .append(" | ")
                .append(text(path))
                .append(" |\n");
    }

    /** Settings of their own: beside it in the file, or in a file of that name. */
    private TreePath nested(TreePath path, String name) {
        for (Tree member : ((ClassTree) path.getCompilationUnit().getTypeDecls().get(0)).getMembers()) {
            if (member.getKind() == Tree.Kind.INTERFACE
                    && ((ClassTree) member).getSimpleName().contentEquals(name)) {
                return TreePath.getPath(path.getCompilationUnit(), member);
            }
        }
        TreePath other = types.get(name);
        return other != null && other.getLeaf().getKind() == Tree.Kind.INTERFACE ? other : null;
    }

    private String preset(String key, List<? extends AnnotationTree> annotations, String type) {
        return said(annotations, "WithDefault")
                .or(() -> Optional.ofNullable(shipped.getProperty(key)))
                .filter(value -> !value.isEmpty())
                .map(value -> '`' + value + '`')
                .orElse(type.startsWith("Optional") || type.startsWith("Map<") ? "none" : "required");
    }

    private String text(TreePath path) {
        DocCommentTree comment = docs.getDocCommentTree(path);
        assertThat(comment).as("the comment of the setting %s", path.getLeaf()).isNotNull();
        StringBuilder text = new StringBuilder();
        comment.getFullBody().forEach(text::append);
        return text.toString()
                .replaceAll("\\{@(?:code|literal) ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^} ]*)[^}]*}", "`$1`")
                .replaceAll("</?p>", "")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private Optional<String> said(List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream()
                .filter(one -> one.getAnnotationType().toString().equals(name))
                .flatMap(one -> one.getArguments().stream())
                .map(argument ->
                        argument instanceof com.sun.source.tree.AssignmentTree said ? said.getExpression() : argument)
                .map(ConfigurationPageTest::value)
                .findFirst();
    }

    /** A text, or a constant, looked up where it stands. */
    private static String value(Tree argument) {
        if (argument instanceof LiteralTree literal) {
            return String.valueOf(literal.getValue());
        }
        Pattern constant =
                Pattern.compile("String " + argument.toString().replaceFirst(".*\\.", "") + "\\s*=\\s*\"([^\"]*)\"");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                Matcher found = constant.matcher(Files.readString(file));
                if ((argument.toString().indexOf('.') < 0
                                || file.endsWith(argument.toString().replaceFirst("\\..*", ".java")))
                        && found.find()) {
                    return found.group(1);
                }
            }
            throw new AssertionError("there is no constant " + argument);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hyphened(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
