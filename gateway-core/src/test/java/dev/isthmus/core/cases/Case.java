package dev.isthmus.core.cases;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test as the proof of a case: when it ends, one JSON line says how, on the standard output
 * and in {@code target/cases/}. A test that takes {@link Figures} adds what it measured.
 *
 * <pre>{@code
 * @Test
 * @Case(id = "J4", did = "100,000 opening brackets, and depths 64 and 65")
 * void nestingIsBounded(Figures figures) {
 *   figures.add("deepest", 64);
 *   ...
 * }
 * }</pre>
 *
 * <p>Several tests may prove one case: all must pass. A case that {@link Promises} does not name is
 * reported beside the others.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Case.Several.class)
@ExtendWith(CaseRecorder.class)
public @interface Case {

  /** As in {@link Promises}: a letter or three, and a number. */
  String id();

  /** What the test does, for a reader of the report. */
  String did();

  /** Holds the cases of a test that proves more than one. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(CaseRecorder.class)
  @interface Several {
    Case[] value();
  }
}
