package dev.isthmus.core.call;

/**
 * What calls have in common that do well to go to the same place: a session, or the beginning of
 * their prompts. Shape: a hash in a {@code long}, {@link #NONE} where nothing is known; nothing can
 * be read back out of it. Threads: any; no state.
 */
public final class AffinityKey {
  public static final long NONE = 0;

  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private AffinityKey() {}

  /** The key of a session's name as {@code caller} has it. */
  @HotPath
  public static long ofSession(String name, String caller) {
    long hash = caller.hashCode();
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * PRIME;
    }
    return something(mix(hash));
  }

  /** The key of a session whose name was hashed where it stood. */
  @HotPath
  public static long ofSession(long hash, String caller) {
    return something(mix(hash + caller.hashCode() * PRIME));
  }

  /** Takes eight more bytes, or what is left of them, into {@code hash}. */
  @HotPath
  public static long add(long hash, long bytes) {
    long product = (hash ^ bytes) * PRIME;
    return product ^ product >>> 32;
  }

  /**
   * How high {@code deployment} ranks for {@code key}: of those who may have it, the highest is its
   * home. Where one comes or goes, only the keys that it has move, and every gateway finds the same
   * without asking another.
   */
  @HotPath
  public static long rank(long key, String deployment) {
    return mix(key ^ mix(deployment.hashCode() * PRIME));
  }

  private static long something(long hash) {
    return hash == NONE ? 1 : hash;
  }

  /** Every bit of {@code value} bears on every bit of the result. */
  private static long mix(long value) {
    long once = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ once >>> 27) * 0x94D049BB133111EBL;
    return twice ^ twice >>> 31;
  }
}
