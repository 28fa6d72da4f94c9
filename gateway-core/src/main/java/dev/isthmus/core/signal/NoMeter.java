package dev.isthmus.core.signal;

/** No limit is known. */
enum NoMeter implements Meter {
  INSTANCE;

  @Override
  public boolean tryTake(long amount, long nowNanos) {
    return true;
  }

  @Override
  public void take(long amount, long nowNanos) {
    // What has no limit is not counted.
  }

  @Override
  public void giveBack(long amount, long takenNanos, long nowNanos) {
    // Nothing was counted.
  }

  @Override
  public double left(long nowNanos) {
    return 1;
  }

  @Override
  public long room(long nowNanos) {
    return Long.MAX_VALUE;
  }

  @Override
  public long limit() {
    return Long.MAX_VALUE;
  }
}
