package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, changed in every way that editors and clusters change them; looks by hand. */
final class ConfigWatcherTest {
  @TempDir Path folder = Path.of("");
  private Path file;
  private ConfigWatcher watcher;
  private int told;

  @BeforeEach
  void prepare() throws Exception {
    file = Files.writeString(folder.resolve("gateway.yaml"), "one");
    watch(file);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private void watch(Path path) {
    watcher = new ConfigWatcher(path, () -> told++);
    look(3);
    assertEquals(1, told, "the first look may be later than the first read");
    told = 0;
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watcher.look();
    }
  }

  private void assertTold() {
    look(1);
    assertEquals(0, told, "not while it may still be written");
    look(3);
    assertEquals(1, told);
    told = 0;
  }

  @Test
  void nothingIsToldOfWhatIsAsItWas() {
    look(100);
    assertEquals(0, told);
  }

  @Test
  void writingInPlaceIsSeen() throws Exception {
    Files.writeString(file, "two");
    assertTold();
    Files.writeString(file, " and more", StandardOpenOption.APPEND);
    assertTold();
  }

  @Test
  void aTimeThatWasPutBackHidesNothing() throws Exception {
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, before);
    assertTold();
  }

  @Test
  void renamingOverIsSeen() throws Exception {
    Path other = Files.writeString(folder.resolve(".gateway.yaml.swp"), "two");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    assertTold();
  }

  @Test
  void deletionAndReturnAreSeen() throws Exception {
    Files.delete(file);
    assertTold();
    Files.writeString(file, "one");
    assertTold();
  }

  @Test
  void aFileThatIsGoneForABlinkIsToldOfOnce() throws Exception {
    Files.delete(file);
    look(1);
    Files.writeString(file, "two");
    assertTold();
  }

  @Test
  void swappedLinksOfAMountedConfigMapAreSeen() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    version(mount, "..2026_01", "one");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
    Files.createSymbolicLink(mount.resolve("gateway.yaml"), Path.of("..data/gateway.yaml"));
    watcher.close();
    watch(mount.resolve("gateway.yaml"));
    version(mount, "..2026_02", "one");
    Path swap = mount.resolve("..data_tmp");
    Files.createSymbolicLink(swap, Path.of("..2026_02"));
    Files.move(swap, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    assertTold();
    Files.delete(mount.resolve("..2026_01/gateway.yaml"));
    look(5);
    assertEquals(0, told, "the old one is nobody's business");
  }

  private static void version(Path mount, String name, String text) throws Exception {
    Path at = Files.createDirectory(mount.resolve(name));
    Files.writeString(at.resolve("gateway.yaml"), text);
  }

  @Test
  void filesThatItRefersToAreWatchedAndThoseItNoLongerDoesAreNot() throws Exception {
    Path key = Files.writeString(folder.resolve("key.txt"), "one");
    watcher.watch(Set.of(key));
    assertTold();
    Files.writeString(key, "two");
    assertTold();
    Files.delete(key);
    assertTold();
    watcher.watch(Set.of());
    look(3);
    told = 0;
    Files.writeString(key, "three");
    look(5);
    assertEquals(0, told);
  }

  @Test
  void aFileThatNeverRestsIsToldOfNevertheless() throws Exception {
    for (int i = 0; i < ConfigWatcher.MOST_LOOKS; i++) {
      Files.writeString(file, "x", StandardOpenOption.APPEND);
      look(1);
    }
    assertEquals(1, told);
  }
}
