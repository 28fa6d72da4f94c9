package dev.isthmus.core.hotpath;

import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One thing that the gateway does for every call or chunk.
 *
 * @param name for reports
 * @param bytes that one time allocates: exactly where it is 0, at most elsewhere
 * @param covers simple names of the classes marked as hot that it runs through
 * @param prepared makes what is needed, and answers what does it once; its results are for nobody
 *     but keep a compiler from leaving out the work
 */
public record HotPathCase(
    String name, int bytes, Set<String> covers, Supplier<LongSupplier> prepared) {
  @Override
  public String toString() {
    return name;
  }
}
