package startup;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person sits before this process. */
public final class Terminal {

    private Terminal() {}

    /** Since Java 22 there is a console also where there is no terminal, and it says so; before that it was null. */
    public static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot tell whether there is a terminal", e);
        }
    }
}
