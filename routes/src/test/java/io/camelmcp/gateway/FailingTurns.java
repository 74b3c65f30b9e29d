package io.camelmcp.gateway;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The ways in which a server fails, one after the other, for as long as it is told to. */
final class FailingTurns<W extends Enum<W>> {

    private final W[] ways;
    private final Map<W, Integer> taken;
    private boolean failing;
    private int turn;

    FailingTurns(Class<W> ways) {
        this.ways = ways.getEnumConstants();
        this.taken = new EnumMap<>(ways);
    }

    synchronized void begin() {
        failing = true;
    }

    synchronized void end() {
        failing = false;
    }

    /** How the next request is to fail; empty if it is to go well. */
    synchronized Optional<W> next() {
        if (!failing) {
            return Optional.empty();
        }
        W way = ways[turn++ % ways.length];
        taken.merge(way, 1, Integer::sum);
        return Optional.of(way);
    }

    /** Whether it has failed in each way so many times. */
    synchronized boolean eachTaken(int times) {
        return turn >= times * ways.length;
    }

    /** How often each way has been taken. */
    @Override
    public synchronized String toString() {
        return taken.toString();
    }
}
