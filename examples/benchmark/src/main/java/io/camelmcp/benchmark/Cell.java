package io.camelmcp.benchmark;

/**
 * What is measured once a round.
 *
 * @param subject its name
 * @param window  frames in flight of each connection
 */
record Cell(String subject, int window) {

    @Override
    public String toString() {
        return subject + " window " + window;
    }
}
