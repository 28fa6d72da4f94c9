package dev.isthmus.server.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefreshedTokenTest {

  private final Clockwork clock = new Clockwork();
  private int fetches;
  private boolean broken;
  private Duration lifetime = Duration.ofHours(1);

  private Fetched<String> fetch() throws IOException {
    fetches++;
    if (broken) {
      throw new IOException("no answer from sk-secret");
    }
    return Fetched.expiring("t-" + fetches, lifetime);
  }

  private RefreshedToken<String> begun() {
    RefreshedToken<String> token =
        new RefreshedToken<>("azure", this::fetch, clock.environment(new Random(7)));
    assertNull(token.current());
    token.begin();
    clock.pass(Duration.ZERO);
    return token;
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() {
    RefreshedToken<String> token = begun();
    assertEquals("t-1", token.current());
    clock.pass(Duration.ofMinutes(53));
    assertEquals("t-1", token.current());
    clock.pass(Duration.ofMinutes(2));
    assertEquals("t-2", token.current());
    assertEquals(2, fetches);
  }

  @Test
  void aShortTokenIsRenewedAtHalfLife() {
    lifetime = Duration.ofSeconds(30);
    RefreshedToken<String> token = begun();
    clock.pass(Duration.ofSeconds(11));
    assertEquals("t-1", token.current());
    clock.pass(Duration.ofSeconds(4));
    assertEquals("t-2", token.current());
  }

  @Test
  void theLastGoodTokenServesUntilItEndsAndNotLonger() {
    RefreshedToken<String> token = begun();
    broken = true;
    clock.pass(Duration.ofMinutes(59));
    assertEquals("t-1", token.current());
    assertEquals("IOException", token.state().lastError());
    clock.pass(Duration.ofMinutes(1));
    assertNull(token.current());
    assertFalse(token.state().usable());
    broken = false;
    clock.pass(Duration.ofMinutes(1));
    assertTrue(token.state().usable());
    assertNull(token.state().lastError());
  }

  @Test
  void failuresAreTriedAgainMoreAndMoreSlowly() {
    broken = true;
    begun();
    clock.pass(Duration.ofSeconds(60));
    int inTheFirstMinute = fetches;
    assertTrue(inTheFirstMinute >= 6 && inTheFirstMinute <= 9, "fetches: " + fetches);
    clock.pass(Duration.ofMinutes(10));
    assertTrue(fetches - inTheFirstMinute <= 15, "fetches: " + fetches);
  }

  @Test
  void aRefusalForcesOneRefreshAtATime() {
    RefreshedToken<String> token = begun();
    token.invalidate();
    token.invalidate();
    assertEquals("t-1", token.current());
    clock.pass(Duration.ofSeconds(1));
    assertEquals("t-2", token.current());
    token.invalidate();
    clock.pass(Duration.ofSeconds(1));
    assertEquals(2, fetches);
    clock.pass(Duration.ofSeconds(9));
    token.invalidate();
    clock.pass(Duration.ofSeconds(1));
    assertEquals("t-3", token.current());
    clock.pass(Duration.ofMinutes(50));
    assertEquals(3, fetches);
  }

  @Test
  void onlyAnotherTokenIsToldOf() {
    RefreshedToken<String> token = begun();
    assertEquals(List.of("azure"), clock.renewed);
    token.invalidate();
    clock.pass(Duration.ofSeconds(1));
    assertEquals(List.of("azure", "azure"), clock.renewed);
    broken = true;
    clock.pass(Duration.ofMinutes(59));
    assertEquals(2, clock.renewed.size());
  }

  /** Whoever rotates keys may revoke the old ones before the new ones are where we look. */
  @Test
  void whatReplacesARefusedKeyIsLookedForSoonAndThenLessAndLess() {
    String[] keys = {"old"};
    int[] looks = {0};
    RefreshedToken<String> token =
        new RefreshedToken<>(
            "aws",
            () -> {
              looks[0]++;
              return Fetched.lasting(keys[0], Duration.ofMinutes(5));
            },
            clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ofSeconds(1));
    token.invalidate();
    clock.pass(Duration.ofSeconds(5));
    assertEquals(2, looks[0]);
    assertEquals(List.of("aws"), clock.renewed);

    keys[0] = "new";
    clock.pass(Duration.ofSeconds(6));
    assertEquals("new", token.current());
    assertEquals(List.of("aws", "aws"), clock.renewed);
    clock.pass(Duration.ofMinutes(2));
    assertEquals(3, looks[0]);

    token.invalidate();
    clock.pass(Duration.ofMinutes(60));
    assertTrue(looks[0] > 8 && looks[0] < 24, "looks: " + looks[0]);
  }

  @Test
  void aSuccessorServesWhatItInheritedUntilItsOwnComes() {
    RefreshedToken<String> before = begun();
    RefreshedToken<String> after = successor(before);
    assertEquals("t-1", after.current());
    broken = true;
    after.begin();
    clock.pass(Duration.ofMinutes(1));
    assertEquals("t-1", after.current());
    broken = false;
    clock.pass(Duration.ofMinutes(1));
    assertTrue(!"t-1".equals(after.current()), after::toString);
  }

  @Test
  void whatASuccessorInheritedEndsWhenItWouldHave() {
    RefreshedToken<String> before = begun();
    clock.pass(Duration.ofMinutes(30));
    RefreshedToken<String> after = successor(before);
    broken = true;
    after.begin();
    clock.pass(Duration.ofMinutes(29));
    assertEquals("t-1", after.current());
    clock.pass(Duration.ofMinutes(1));
    assertNull(after.current());
  }

  @Test
  void aTokenThatWasRefusedIsNotInherited() {
    RefreshedToken<String> before = begun();
    broken = true;
    before.invalidate();
    assertNull(successor(before).current());
    clock.pass(Duration.ofSeconds(1));
    assertNull(successor(before).current());
    broken = false;
    clock.pass(Duration.ofSeconds(10));
    assertEquals(before.current(), successor(before).current());
  }

  @Test
  void aLibraryThatCannotBeLinkedIsTriedAgain() {
    RefreshedToken<String> token =
        new RefreshedToken<>(
            "odd",
            () -> {
              fetches++;
              if (fetches == 1) {
                throw new NoClassDefFoundError("missing");
              }
              return Fetched.expiring("t", lifetime);
            },
            clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ZERO);
    assertEquals("NoClassDefFoundError", token.state().lastError());
    clock.pass(Duration.ofSeconds(1));
    assertEquals("t", token.current());
  }

  private RefreshedToken<String> successor(RefreshedToken<String> before) {
    RefreshedToken<String> after =
        new RefreshedToken<>("azure", this::fetch, clock.environment(new Random(7)));
    after.inherit(before);
    return after;
  }

  @Test
  void itsStateTellsNoSecret() {
    broken = true;
    RefreshedToken<String> token = begun();
    assertEquals(new CredentialState("azure", false, -1, 1, "IOException"), token.state());
    broken = false;
    clock.pass(Duration.ofSeconds(2));
    assertEquals("t-2", token.current());
    assertFalse(token.toString().contains("t-2"));
    assertTrue(token.state().expiresInSeconds() > 3_500);
  }

  @Test
  void aKeyInAFileIsReadAnewAndKeptWhileTheFileIsGone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "sk-1\n");
    RefreshedToken<String> token =
        new RefreshedToken<>("file", new KeyFile(file), clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ZERO);
    assertEquals("sk-1", token.current());
    Files.writeString(file, " sk-2 \n");
    clock.pass(Duration.ofSeconds(5));
    assertEquals("sk-2", token.current());
    Files.delete(file);
    clock.pass(Duration.ofSeconds(5));
    assertEquals("sk-2", token.current());
    Files.writeString(file, "");
    clock.pass(Duration.ofSeconds(5));
    assertEquals("sk-2", token.current());
    assertEquals(-1, token.state().expiresInSeconds());
  }

  @Test
  void theKeeperFetchesOnThreadsOfItsOwnAndStopsWhenItCloses() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Thread here = Thread.currentThread();
    try (CredentialKeeper keeper = new CredentialKeeper(System::nanoTime, new Random(7))) {
      RefreshedToken<String> token =
          keeper.keep(
              "one",
              () -> {
                assertFalse(Thread.currentThread() == here);
                asked.countDown();
                return Fetched.expiring("t", Duration.ofHours(1));
              });
      assertTrue(asked.await(5, TimeUnit.SECONDS));
      assertEquals("one", keeper.states().get(0).name());
      keeper.drop(token);
      assertTrue(keeper.states().isEmpty());
    }
  }
}
