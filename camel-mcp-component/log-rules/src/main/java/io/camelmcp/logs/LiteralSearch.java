package io.camelmcp.logs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds which of many texts are in a line, looking at each character of it once (Aho and Corasick, 1975). The automaton is one
 * table: {@code next[state + classOf(character)]}, where a state is the offset of its row, and states that end a text come last,
 * so that one comparison tells them.
 */
final class LiteralSearch {

    /** Characters below this can be in a text to look for. */
    static final int ALPHABET = 256;

    /** Characters of a text, at most: each of them is a row of the table. */
    static final int MAX_TEXT = 100;

    private final byte[] classes = new byte[ALPHABET];
    private final int[] next;
    private final int width;
    // offset of the row of the first state that ends a text; what it ends is in found[(state - firstEnd) / width]
    private final int firstEnd;
    private final long[][] ends;
    private final int words;

    private static final class Node {
        final int[] children;
        final List<Integer> texts = new ArrayList<>();
        int fail;

        Node(int width) {
            children = new int[width];
            Arrays.fill(children, -1);
        }
    }

    /** @param texts to look for, none of them empty; characters below {@link #ALPHABET} only, at most 200 different ones, and {@link #MAX_TEXT} of a text */
    LiteralSearch(List<String> texts) {
        words = (texts.size() + 63) / 64;
        width = classify(texts);
        List<Node> trie = trie(texts);
        List<Integer> order = link(trie);
        int[] rows = new int[trie.size()];
        int row = 0;
        for (boolean end : new boolean[] {false, true}) {
            for (int node : order) {
                if (trie.get(node).texts.isEmpty() != end) {
                    rows[node] = row;
                    row += width;
                }
            }
        }
        next = new int[row];
        firstEnd = (int) trie.stream().filter(node -> node.texts.isEmpty()).count() * width;
        ends = new long[(row - firstEnd) / width][words];
        for (int i = 0; i < trie.size(); i++) {
            Node node = trie.get(i);
            for (int c = 0; c < width; c++) {
                next[rows[i] + c] = rows[node.children[c]];
            }
            for (int text : node.texts) {
                ends[(rows[i] - firstEnd) / width][text >> 6] |= 1L << text;
            }
        }
    }

    // class 0 are the characters that no text has
    private int classify(List<String> texts) {
        int count = 1;
        for (String text : texts) {
            for (int i = 0; i < text.length(); i++) {
                if (classes[text.charAt(i)] == 0) {
                    classes[text.charAt(i)] = (byte) count++;
                }
            }
        }
        return count;
    }

    private List<Node> trie(List<String> texts) {
        List<Node> trie = new ArrayList<>(List.of(new Node(width)));
        for (int t = 0; t < texts.size(); t++) {
            int at = 0;
            for (char c : texts.get(t).toCharArray()) {
                int[] children = trie.get(at).children;
                int kind = classes[c] & 0xFF;
                if (children[kind] < 0) {
                    children[kind] = trie.size();
                    trie.add(new Node(width));
                }
                at = children[kind];
            }
            trie.get(at).texts.add(t);
        }
        return trie;
    }

    /** Gives each node a child for each class, and what its suffixes end; answers the nodes by their depth. */
    private List<Integer> link(List<Node> trie) {
        List<Integer> order = new ArrayList<>();
        Deque<Integer> queue = new ArrayDeque<>(List.of(0));
        while (!queue.isEmpty()) {
            int at = queue.remove();
            order.add(at);
            Node node = trie.get(at);
            for (int c = 0; c < width; c++) {
                int over = at == 0 ? 0 : trie.get(node.fail).children[c];
                if (node.children[c] < 0) {
                    node.children[c] = over;
                } else {
                    Node child = trie.get(node.children[c]);
                    child.fail = over;
                    child.texts.addAll(trie.get(over).texts);
                    queue.add(node.children[c]);
                }
            }
        }
        return order;
    }

    /** Words that {@link #search} needs. */
    int words() {
        return words;
    }

    /** Sets bit {@code n} of {@code found} if text {@code n} is in the line; clears the others. */
    void search(char[] line, int length, long[] found) {
        Arrays.fill(found, 0);
        int[] table = next;
        byte[] kinds = classes;
        int limit = firstEnd;
        int state = 0;
        for (int i = 0; i < length; i++) {
            char c = line[i];
            state = table[state + (c < ALPHABET ? kinds[c] & 0xFF : 0)];
            if (state >= limit) {
                long[] bits = ends[(state - limit) / width];
                for (int w = 0; w < bits.length; w++) {
                    found[w] |= bits[w];
                }
            }
        }
    }
}
