package dev.isthmus.core.dialect;

/**
 * Where in a request's body the values stand that a provider may need changed.
 *
 * <p>Units: byte offsets from the start of the body; ends are exclusive; −1 where a value is
 * absent. {@code firstMember} is the offset just after the opening brace of the document, where
 * members may be put in; {@code empty} says that no member follows. {@code
 * streamOptionsFirstMember} is the same inside {@code stream_options}, −1 where that is no object
 * or an empty one. {@code modelMember} is the model with its key, without a comma; {@code
 * previousResponse} is the id of the stored response that the call goes on from.
 */
public record Marks(
    int firstMember,
    boolean empty,
    Range model,
    Range modelMember,
    Range streamOptions,
    int streamOptionsFirstMember,
    Range includeUsage,
    Range store,
    Range previousResponse) {

  /** Marks of a body of which at most the start and the model are ever changed. */
  public static Marks of(int firstMember, boolean empty, Range model, Range modelMember) {
    Range none = Range.ABSENT;
    return new Marks(firstMember, empty, model, modelMember, none, -1, none, none, none);
  }

  /** One value's bytes, quotes and braces included. */
  public record Range(int start, int end) {
    public static final Range ABSENT = new Range(-1, -1);

    public boolean isPresent() {
      return start >= 0;
    }
  }
}
