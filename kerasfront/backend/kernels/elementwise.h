/* Elementwise programs: new values of some arrays from old ones, in one pass, block by block in the nearest cache. */
#pragma once

#include <cmath>
#include <cstdint>

#include "product.h"

namespace kerasfront {

/* What elementwise.py writes into programs, by its number. Comparisons give 1 or 0. */
enum Operation {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE,
    GREATER, GREATER_EQUAL, LESS, LESS_EQUAL, EQUAL, NOT_EQUAL,
    COMPLEMENT, SQUARE, SQUARE_ROOT, ABSOLUTE, NEGATE, SIGN, SELECT
};

/* An operation on registers: first those of the sources, then one for the result of each step before. */
struct Step {
    Operation operation;
    int inputs[3];
};

/* An array with rows, most of which are 0: of each row, the number of its sum, or -1. */
template <class T> struct Rows {
    Index width;
    std::vector<int> numbers;
    std::vector<T> sums;

    /* The sums of rows that have one index. Returns whether all indices are those of rows. */
    bool add(Index rows, Index count, const int64_t* indices, const T* values) {
        numbers.assign(rows, -1);
        for (Index i = 0; i < count; ++i, values += width) {
            if (indices[i] < 0 || indices[i] >= rows) return false;
            int& number = numbers[indices[i]];
            if (number < 0) {
                number = (int)(sums.size() / width);
                sums.insert(sums.end(), values, values + width);
            } else {
                for (Index j = 0; j < width; ++j) sums[number * width + j] += values[j];
            }
        }
        return true;
    }

    /* Elements from `first` on. */
    void read(Index first, Index count, T* to) const {
        std::fill_n(to, count, T(0));
        for (Index done = 0; done < count;) {
            const Index row = (first + done) / width, column = (first + done) % width;
            const Index size = std::min(width - column, count - done);
            if (numbers[row] >= 0) std::copy_n(&sums[numbers[row] * width + column], size, to + done);
            done += size;
        }
    }
};

/* One of: an array, a number for all elements, rows. */
template <class T> struct Source {
    const T* data;
    bool single;
    const Rows<T>* rows;
};

/* What a step reads or writes: as many elements as a block has, or a single one. */
template <class T> struct Register {
    const T* data;
    bool single;
};

template <class T> class Elementwise {
public:
    static constexpr Index BLOCK = 1024 / sizeof(T);

    /* The same program as compiled code: for so many elements, from sources to targets. */
    typedef void (*Compiled)(Index count, const T* const* sources, T* const* targets);

    /* results: the registers whose values are wanted. compiled: null if the steps are to be interpreted. */
    Elementwise(std::vector<Step> steps, std::vector<int> results, Compiled compiled = nullptr)
        : steps(steps), results(results), compiled(compiled) {}

    /* Elements from `first` to `last` of the results. A target may be one of the sources. */
    void run(Index first, Index last, const std::vector<Source<T>>& sources, const std::vector<T*>& targets) const {
        compiled ? run_compiled(first, last, sources, targets) : interpret(first, last, sources, targets);
    }

private:
    void run_compiled(Index first, Index last, const std::vector<Source<T>>& sources,
                      const std::vector<T*>& targets) const {
        bool has_rows = false;
        for (const Source<T>& source : sources) has_rows |= source.rows != nullptr;
        const Index block = has_rows ? 8 * BLOCK : last - first;
        std::vector<T> room(has_rows ? sources.size() * block : 0);
        std::vector<const T*> from(sources.size());
        std::vector<T*> to(targets.size());
        for (Index begin = first; begin < last; begin += block) {
            const Index size = std::min(block, last - begin);
            for (size_t i = 0; i < sources.size(); ++i)
                from[i] = opened(sources[i], begin, size, room.data() + (has_rows ? i * block : 0)).data;
            for (size_t i = 0; i < targets.size(); ++i) to[i] = targets[i] + begin;
            compiled(size, from.data(), to.data());
        }
    }

    void interpret(Index first, Index last, const std::vector<Source<T>>& sources, const std::vector<T*>& targets) const {
        const size_t count = sources.size() + steps.size();
        std::vector<T> room(count * BLOCK);
        std::vector<Register<T>> registers(count);
        for (Index begin = first; begin < last; begin += BLOCK) {
            const Index size = std::min(BLOCK, last - begin);
            T* own = room.data();
            for (size_t i = 0; i < sources.size(); ++i, own += BLOCK) registers[i] = opened(sources[i], begin, size, own);
            for (size_t i = 0; i < steps.size(); ++i, own += BLOCK)
                registers[sources.size() + i] = computed(steps[i], registers, size, own);
            for (size_t i = 0; i < results.size(); ++i) {
                const Register<T> result = registers[results[i]];
                result.single ? (void)std::fill_n(targets[i] + begin, size, *result.data)
                              : (void)std::copy_n(result.data, size, targets[i] + begin);
            }
        }
    }

    static Register<T> opened(const Source<T>& source, Index begin, Index size, T* own) {
        if (source.single) return {source.data, true};
        if (!source.rows) return {source.data + begin, false};
        source.rows->read(begin, size, own);
        return {own, false};
    }

    static Register<T> computed(const Step& step, const std::vector<Register<T>>& registers, Index size, T* to) {
        const Register<T> a = registers[step.inputs[0]], b = registers[step.inputs[1]], c = registers[step.inputs[2]];
        const T one = 1, zero = 0;
        switch (step.operation) {
        case ADD: return binary([](T x, T y) { return x + y; }, a, b, size, to);
        case SUBTRACT: return binary([](T x, T y) { return x - y; }, a, b, size, to);
        case MULTIPLY: return binary([](T x, T y) { return x * y; }, a, b, size, to);
        case DIVIDE: return binary([](T x, T y) { return x / y; }, a, b, size, to);
        case MAXIMUM: return binary([](T x, T y) { return x < y ? y : x; }, a, b, size, to);
        case MINIMUM: return binary([](T x, T y) { return y < x ? y : x; }, a, b, size, to);
        case SQUARED_DIFFERENCE: return binary([](T x, T y) { return (x - y) * (x - y); }, a, b, size, to);
        case GREATER: return binary([=](T x, T y) { return x > y ? one : zero; }, a, b, size, to);
        case GREATER_EQUAL: return binary([=](T x, T y) { return x >= y ? one : zero; }, a, b, size, to);
        case LESS: return binary([=](T x, T y) { return x < y ? one : zero; }, a, b, size, to);
        case LESS_EQUAL: return binary([=](T x, T y) { return x <= y ? one : zero; }, a, b, size, to);
        case EQUAL: return binary([=](T x, T y) { return x == y ? one : zero; }, a, b, size, to);
        case NOT_EQUAL: return binary([=](T x, T y) { return x != y ? one : zero; }, a, b, size, to);
        case COMPLEMENT: return unary([=](T x) { return one - x; }, a, size, to);
        case SQUARE: return unary([](T x) { return x * x; }, a, size, to);
        case SQUARE_ROOT: return unary([](T x) { return std::sqrt(x); }, a, size, to);
        case ABSOLUTE: return unary([](T x) { return std::fabs(x); }, a, size, to);
        case NEGATE: return unary([](T x) { return -x; }, a, size, to);
        case SIGN: return unary([=](T x) { return x > zero ? one : x < zero ? -one : x; }, a, size, to);
        case SELECT: return a.single ? (*a.data != zero ? b : c) : chosen(a, b, c, size, to);
        }
        return a;
    }

    template <class F> static Register<T> unary(F f, Register<T> a, Index size, T* __restrict to) {
        for (Index i = 0, end = a.single ? 1 : size; i < end; ++i) to[i] = f(a.data[i]);
        return {to, a.single};
    }

    template <class F> static Register<T> binary(F f, Register<T> a, Register<T> b, Index size, T* __restrict to) {
        const T x = *a.data, y = *b.data;
        if (a.single && b.single)
            *to = f(x, y);
        else if (a.single)
            for (Index i = 0; i < size; ++i) to[i] = f(x, b.data[i]);
        else if (b.single)
            for (Index i = 0; i < size; ++i) to[i] = f(a.data[i], y);
        else
            for (Index i = 0; i < size; ++i) to[i] = f(a.data[i], b.data[i]);
        return {to, a.single && b.single};
    }

    static Register<T> chosen(Register<T> a, Register<T> b, Register<T> c, Index size, T* __restrict to) {
        for (Index i = 0; i < size; ++i) to[i] = a.data[i] != T(0) ? b.data[b.single ? 0 : i] : c.data[c.single ? 0 : i];
        return {to, false};
    }

    const std::vector<Step> steps;
    const std::vector<int> results;
    const Compiled compiled;
};

}  // namespace kerasfront
