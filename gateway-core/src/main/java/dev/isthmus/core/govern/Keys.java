package dev.isthmus.core.govern;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which caller a key belongs to.
 *
 * <p>What is kept and looked up is SHA-256(secret ‖ SHA-256(key)), the secret drawn when the
 * process starts. Somebody who sends keys cannot choose where they land in the table nor how far a
 * comparison gets. All that is hashed under the secret has one length, and no hash leaves this
 * class, so that it needs no HMAC; it fills one block, which is a quarter of an HMAC's work.
 * Nothing is looked up or cached by a part of a key, and each lookup does the same work whether it
 * finds or not: one bucket of four, compared whole.
 *
 * <p>Threads: any, once built; each brings its own {@link Reader}.
 */
final class Keys {
  /** 128 bits; with a hash and its padding they fill no more than one block of 64 bytes. */
  private static final int SECRET_BYTES = 16;

  /** Wide enough that hardly any secret crowds five keys into one bucket. */
  private static final int BUCKETS_PER_KEY = 8;

  private static final int BUCKET = 4;

  /** More secrets than anybody ever needed; each alone does for 100,000 keys nine times in ten. */
  private static final int SECRETS_AT_MOST = 100;

  private final byte[] secret;
  private final Entry[] table;

  Keys(List<Credential> credentials, SecureRandom random) {
    refuseDoubles(credentials);
    Entry nobody = new Entry(bytes(random, KeyHash.LENGTH), null);
    int buckets = Integer.highestOneBit(Math.max(1, credentials.size() * BUCKETS_PER_KEY - 1)) << 1;
    table = new Entry[buckets * BUCKET];
    int tries = 0;
    byte[] drawn;
    do {
      if (tries++ == SECRETS_AT_MOST) {
        throw new IllegalStateException("keys: " + credentials.size() + " do not spread");
      }
      drawn = bytes(random, SECRET_BYTES);
      Arrays.fill(table, nobody);
    } while (!fill(credentials, new Keyed(drawn), nobody));
    secret = drawn;
  }

  private static byte[] bytes(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void refuseDoubles(List<Credential> credentials) {
    Map<KeyHash, Caller> owners = new HashMap<>();
    for (Credential credential : credentials) {
      Caller other = owners.put(credential.key(), credential.caller());
      if (other != null) {
        throw new IllegalArgumentException(
            "key: the same for " + other + " and " + credential.caller() + " (expected: one each)");
      }
    }
  }

  /** False if a bucket is too small for the keys that this secret sends there. */
  private boolean fill(List<Credential> credentials, Keyed keyed, Entry nobody) {
    for (Credential credential : credentials) {
      byte[] digest = new byte[KeyHash.LENGTH];
      keyed.digest(credential.key(), digest);
      int slot = bucket(digest);
      int end = slot + BUCKET;
      while (slot < end && table[slot] != nobody) {
        slot++;
      }
      if (slot == end) {
        return false;
      }
      table[slot] = new Entry(digest, credential.caller());
    }
    return true;
  }

  private @Nullable Caller find(byte[] digest) {
    Caller found = null;
    int start = bucket(digest);
    for (int slot = start; slot < start + BUCKET; slot++) {
      Entry entry = table[slot];
      found = MessageDigest.isEqual(entry.digest, digest) ? entry.caller : found;
    }
    return found;
  }

  /** Any bits will do: nobody outside can aim at them. */
  private int bucket(byte[] digest) {
    int bits = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      bits = (bits << Byte.SIZE) | (digest[i] & 0xff);
    }
    return (bits & (table.length / BUCKET - 1)) * BUCKET;
  }

  /** One key's digest and whose it is; nobody's where a slot is free. */
  private static final class Entry {
    private final byte[] digest;
    private final @Nullable Caller caller;

    Entry(byte[] digest, @Nullable Caller caller) {
      this.digest = digest;
      this.caller = caller;
    }
  }

  /** The hash under the secret. Threads: one. */
  private static final class Keyed {
    private final MessageDigest sha256 = KeyHash.sha256();
    private final byte[] block;

    Keyed(byte[] secret) {
      block = Arrays.copyOf(secret, SECRET_BYTES + KeyHash.LENGTH);
    }

    /** Of a key that is hashed already. */
    void digest(KeyHash key, byte[] to) {
      System.arraycopy(key.bytes(), 0, block, SECRET_BYTES, KeyHash.LENGTH);
      digest(to);
    }

    /**
     * Of a key that was just shown. Afterwards the key is not left in here: a digest keeps the last
     * block it read, and what it made of it, until the next, and the next is the second. That one
     * keeps the key's hash.
     */
    void digest(byte[] key, int length, byte[] to) {
      sha256.update(key, 0, length);
      finish(block, SECRET_BYTES);
      digest(to);
      Arrays.fill(block, SECRET_BYTES, block.length, (byte) 0);
    }

    private void digest(byte[] to) {
      sha256.update(block);
      finish(to, 0);
    }

    private void finish(byte[] to, int at) {
      try {
        sha256.digest(to, at, KeyHash.LENGTH);
      } catch (DigestException e) {
        throw new IllegalStateException("digest: does not fit in " + to.length, e);
      }
    }
  }

  /** Looks keys up. Threads: one. */
  final class Reader {
    private final Keyed keyed = new Keyed(secret);
    private final byte[] key = new byte[KeySyntax.MAX_BYTES];
    private final byte[] digest = new byte[KeyHash.LENGTH];

    /** Whose the key in {@code value} from {@code start} on is; it must be a key by its syntax. */
    @SuppressWarnings("deprecation") // of ASCII the low bytes are all there is
    @Nullable Caller find(String value, int start) {
      int length = value.length() - start;
      value.getBytes(start, value.length(), key, 0);
      keyed.digest(key, length, digest);
      Arrays.fill(key, 0, length, (byte) 0);
      return Keys.this.find(digest);
    }
  }
}
