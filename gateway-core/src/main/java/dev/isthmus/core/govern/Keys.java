package dev.isthmus.core.govern;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Which caller a key belongs to.
 *
 * <p>What is kept and looked up is HMAC-SHA-256(SHA-256(key)) under a secret that is drawn when the
 * process starts. Somebody who sends keys cannot choose where they land in the table nor how far a
 * comparison gets. Nothing is looked up or cached by a part of a key, and each lookup does the same
 * work whether it finds or not: one bucket of four, compared whole.
 *
 * <p>Threads: any, once built; each brings its own {@link Reader}.
 */
final class Keys {
  private static final String HMAC = "HmacSHA256";

  /** Wide enough that hardly any secret crowds five keys into one bucket. */
  private static final int BUCKETS_PER_KEY = 8;

  private static final int BUCKET = 4;

  /** Fills the block of a digest as far as it goes without being worked on. */
  private static final byte[] NOTHING = new byte[63];

  /** More secrets than anybody ever needed; each alone does for 100,000 keys nine times in ten. */
  private static final int SECRETS_AT_MOST = 100;

  private final SecretKeySpec secret;
  private final Entry[] table;

  Keys(List<Credential> credentials, SecureRandom random) {
    refuseDoubles(credentials);
    Entry nobody = new Entry(bytes(random), null);
    int buckets = Integer.highestOneBit(Math.max(1, credentials.size() * BUCKETS_PER_KEY - 1)) << 1;
    table = new Entry[buckets * BUCKET];
    int tries = 0;
    SecretKeySpec drawn;
    do {
      if (tries++ == SECRETS_AT_MOST) {
        throw new IllegalStateException("keys: " + credentials.size() + " do not spread");
      }
      drawn = new SecretKeySpec(bytes(random), HMAC);
      Arrays.fill(table, nobody);
    } while (!fill(credentials, mac(drawn), nobody));
    secret = drawn;
  }

  private static byte[] bytes(SecureRandom random) {
    byte[] bytes = new byte[KeyHash.LENGTH];
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
  private boolean fill(List<Credential> credentials, Mac mac, Entry nobody) {
    for (Credential credential : credentials) {
      byte[] digest = mac.doFinal(credential.key().bytes());
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

  /** Any bits of an HMAC will do: nobody outside can aim at them. */
  private int bucket(byte[] digest) {
    return (ByteBuffer.wrap(digest).getInt() & (table.length / BUCKET - 1)) * BUCKET;
  }

  private static Mac mac(SecretKeySpec secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(HMAC + ": missing from this Java", e);
    }
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

  /** Looks keys up. Threads: one. */
  final class Reader {
    private final MessageDigest sha256 = KeyHash.sha256();
    private final Mac mac = mac(secret);
    private final byte[] key = new byte[KeySyntax.MAX_BYTES];
    private final byte[] digest = new byte[KeyHash.LENGTH];

    /** Whose the key in {@code value} from {@code start} on is; it must be a key by its syntax. */
    @Nullable Caller find(String value, int start) {
      int length = value.length() - start;
      for (int i = 0; i < length; i++) {
        key[i] = (byte) value.charAt(start + i);
      }
      sha256.update(key, 0, length);
      Arrays.fill(key, 0, length, (byte) 0);
      try {
        sha256.digest(digest, 0, digest.length);
        forgetKey();
        mac.update(digest);
        mac.doFinal(digest, 0);
      } catch (DigestException | ShortBufferException e) {
        throw new IllegalStateException("digest: does not fit in " + digest.length, e);
      }
      return Keys.this.find(digest);
    }

    /**
     * The digest keeps the last block it read, and what it made of it, until the next: for as long
     * as nobody calls, a dump of the memory would show the last caller's key.
     */
    private void forgetKey() {
      sha256.update(NOTHING);
      sha256.reset();
    }
  }
}
