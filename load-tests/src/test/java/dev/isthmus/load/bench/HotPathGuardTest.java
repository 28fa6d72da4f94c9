package dev.isthmus.load.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.hotpath.HotPathCase;
import dev.isthmus.core.hotpath.HotPathCases;
import dev.isthmus.server.boot.Gateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every class that is marked as hot has somebody who counts what it allocates. The marks are looked
 * for in the compiled classes, so that a new one is missed by nobody.
 */
final class HotPathGuardTest {
  /** As the constant pool of a class that carries the annotation has it. */
  private static final String MARK = "L" + HotPath.class.getName().replace('.', '/') + ";";

  /** What only whole calls over sockets run through, and the test that counts those. */
  private static final Map<String, Class<?>> BY_WHOLE_CALLS =
      Map.of("ResponseParser", CallAllocationTest.class, "ResponseRelay", CallAllocationTest.class);

  @Test
  void everyHotClassIsCounted() throws Exception {
    Set<String> unguarded = marked();
    assertTrue(unguarded.size() > 90, "found only " + unguarded);
    unguarded.removeAll(guarded());
    assertEquals(Set.of(), unguarded, "no HotPathCase covers these");
  }

  @Test
  void nothingIsCountedThatIsNotHot() throws Exception {
    Set<String> stale = guarded();
    stale.removeAll(marked());
    assertEquals(Set.of(), stale, "covered, and not marked as hot");
  }

  private static Set<String> guarded() {
    Set<String> names =
        HotPathCases.all().stream()
            .map(HotPathCase::covers)
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    names.addAll(BY_WHOLE_CALLS.keySet());
    return names;
  }

  private static Set<String> marked() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Class<?> module : new Class<?>[] {HotPath.class, Gateway.class}) {
      URI place = module.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(place);
      if (Files.isDirectory(path)) {
        add(path, names);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
          add(jar.getPath("/"), names);
        }
      }
    }
    return names;
  }

  private static void add(Path root, Set<String> names) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".class") && Files.readString(file, ISO_8859_1).contains(MARK)) {
          names.add(name.replaceAll("(\\$.*)?\\.class$", ""));
        }
      }
    }
  }
}
