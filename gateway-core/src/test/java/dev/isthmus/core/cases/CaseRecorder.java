package dev.isthmus.core.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.cases.Proof.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Writes the line of each {@link Case} when its test has ended, with all that ends with it.
 *
 * <p>A test class has a file of its own, written anew in each run: a class that runs alone replaces
 * its lines and no others.
 */
final class CaseRecorder implements TestWatcher, ParameterResolver {
  private static final Namespace OURS = Namespace.create(CaseRecorder.class);
  private static final int LONGEST_REASON = 300;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Figures.class;
  }

  @Override
  public Figures resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return figures(test);
  }

  @Override
  public void testSuccessful(ExtensionContext test) {
    record(test, Result.PASSED, "");
  }

  @Override
  public void testFailed(ExtensionContext test, Throwable cause) {
    record(test, Result.FAILED, String.valueOf(cause));
  }

  @Override
  public void testAborted(ExtensionContext test, Throwable cause) {
    record(test, Result.SKIPPED, String.valueOf(cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext test, Optional<String> reason) {
    record(test, Result.SKIPPED, reason.orElse("disabled"));
  }

  private void record(ExtensionContext test, Result result, String why) {
    String name =
        test.getRequiredTestClass().getSimpleName() + "." + test.getRequiredTestMethod().getName();
    String reason = why.lines().findFirst().orElse("");
    String brief = reason.substring(0, Math.min(LONGEST_REASON, reason.length()));
    for (Case one : AnnotationSupport.findRepeatableAnnotations(test.getElement(), Case.class)) {
      Proof proof = new Proof(one.id(), one.did(), name, result, brief, figures(test).values());
      write(test, proof.json().toString());
    }
  }

  private void write(ExtensionContext test, String line) {
    System.out.println(line);
    String type = test.getRequiredTestClass().getName();
    Path folder = Path.of(System.getProperty("basedir", ""), "target", "cases");
    boolean first = isFirst(test);
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(type + ".jsonl"),
          line + "\n",
          UTF_8,
          StandardOpenOption.CREATE,
          first ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** They wait in the store of the whole run: that of a test is closed before its watchers hear. */
  private static Figures figures(ExtensionContext test) {
    return test.getRoot()
        .getStore(OURS)
        .getOrComputeIfAbsent(test.getUniqueId(), id -> new Figures(), Figures.class);
  }

  /** Whether the test's class has not written in this run. */
  private static boolean isFirst(ExtensionContext test) {
    return test.getRoot()
        .getStore(OURS)
        .getOrComputeIfAbsent(
            test.getRequiredTestClass(), type -> new AtomicBoolean(true), AtomicBoolean.class)
        .getAndSet(false);
  }
}
