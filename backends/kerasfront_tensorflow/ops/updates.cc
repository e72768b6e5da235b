/* KerasfrontUpdates: new values for many variables, each the result of an elementwise program.

   variables, scalars, arrays, values and indices of rows -> no outputs

   `programs` has for each group of variables of one shape: how many of variables, scalars, arrays and rows it reads, and
   which; the number of steps, each an operation and three registers; and for each of its variables the register of its
   new value. Registers are in the order of what is read, then of the steps. `libraries` has for each group the path of
   the compiled program, or "". */
#include <dlfcn.h>

#include <deque>

#include "elementwise.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/resource_mgr.h"
#include "tensorflow/core/framework/resource_var.h"
#include "tensorflow/core/util/work_sharder.h"

namespace kerasfront {

using namespace tensorflow;

REGISTER_OP("KerasfrontUpdates")
    .Input("variables: count_of_variables * resource")
    .Input("scalars: count_of_scalars * T") /* the first, so that there is one input that tells T */
    .Input("arrays: count_of_arrays * T")
    .Input("values: count_of_rows * T")
    .Input("indices: count_of_rows * int64")
    .Attr("T: {float, double}")
    .Attr("count_of_variables: int >= 1")
    .Attr("count_of_scalars: int >= 1")
    .Attr("count_of_arrays: int >= 0")
    .Attr("count_of_rows: int >= 0")
    .Attr("programs: list(int)")
    .Attr("libraries: list(string)")
    .SetIsStateful()
    .SetShapeFn([](shape_inference::InferenceContext*) { return absl::OkStatus(); });

enum Kind { VARIABLES, SCALARS, ARRAYS, ROWS_OF_ARRAYS, KINDS };

template <class T> struct Group {
    std::vector<int> reads[KINDS];
    Elementwise<T> program;
};

/* The function in a library, which stays loaded; null if there is none. */
template <class T> typename Elementwise<T>::Compiled function_in(const std::string& path) {
    void* library = path.empty() ? nullptr : dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    return library ? (typename Elementwise<T>::Compiled)dlsym(library, "run") : nullptr;
}

/* Reads the groups of the attributes. */
template <class T>
std::vector<Group<T>> groups_of(const std::vector<int64_t>& code, const std::vector<std::string>& libraries) {
    std::vector<Group<T>> groups;
    for (auto next = code.begin(); next != code.end();) {
        std::vector<int> reads[KINDS], results;
        for (std::vector<int>& some : reads)
            for (int64_t left = *next++; left > 0; --left) some.push_back((int)*next++);
        std::vector<Step> steps;
        for (int64_t left = *next++; left > 0; --left, next += 4)
            steps.push_back({(Operation)next[0], {(int)next[1], (int)next[2], (int)next[3]}});
        for (size_t i = 0; i < reads[VARIABLES].size(); ++i) results.push_back((int)*next++);
        const auto compiled = function_in<T>(libraries.at(groups.size()));
        groups.push_back({{reads[0], reads[1], reads[2], reads[3]}, {steps, results, compiled}});
    }
    return groups;
}

/* Variables, locked in the order that all operations take. */
class Locked {
public:
    Locked(OpKernelContext* context, int count) : variables(count) {
        for (int i = 0; i < count; ++i) {
            status = LookupResource(context, HandleFromInput(context, i), &variables[i]);
            if (!status.ok()) return;
        }
        std::vector<Var*> sorted;
        for (const core::RefCountPtr<Var>& variable : variables) sorted.push_back(variable.get());
        std::sort(sorted.begin(), sorted.end(), [](Var* a, Var* b) { return a->mu() < b->mu(); });
        for (Var* variable : sorted) locks.emplace_back(*variable->mu());
    }

    Var& operator[](int i) { return *variables[i]; }

    absl::Status status;

private:
    std::vector<core::RefCountPtr<Var>> variables;
    std::deque<mutex_lock> locks;
};

template <class T> class Updates : public OpKernel {
public:
    explicit Updates(OpKernelConstruction* construction) : OpKernel(construction) {
        std::vector<int64_t> code;
        std::vector<std::string> libraries;
        OP_REQUIRES_OK(construction, construction->GetAttr("libraries", &libraries));
        OP_REQUIRES_OK(construction, construction->GetAttr("programs", &code));
        OP_REQUIRES_OK(construction, construction->GetAttr("count_of_variables", &first[SCALARS]));
        OP_REQUIRES_OK(construction, construction->GetAttr("count_of_scalars", &first[ARRAYS]));
        OP_REQUIRES_OK(construction, construction->GetAttr("count_of_arrays", &first[ROWS_OF_ARRAYS]));
        OP_REQUIRES_OK(construction, construction->GetAttr("count_of_rows", &count_of_rows));
        for (int kind = ARRAYS; kind < KINDS; ++kind) first[kind] += first[kind - 1];
        groups = groups_of<T>(code, libraries);
    }

    void Compute(OpKernelContext* context) override {
        Locked variables(context, first[SCALARS]);
        OP_REQUIRES_OK(context, variables.status);
        for (const Group<T>& group : groups) OP_REQUIRES_OK(context, update(context, variables, group));
    }

private:
    static constexpr Index WORTH_THREADS = 1 << 16, COST = 5; /* elements; cycles for each */

    absl::Status update(OpKernelContext* context, Locked& variables, const Group<T>& group) const {
        const TensorShape shape = variables[group.reads[VARIABLES][0]].tensor()->shape();
        std::vector<Source<T>> sources;
        for (int i : group.reads[VARIABLES]) TF_RETURN_IF_ERROR(add_array(*variables[i].tensor(), shape, sources));
        for (int i : group.reads[SCALARS])
            sources.push_back({&context->input(first[SCALARS] + i).scalar<T>()(), true, nullptr});
        for (int i : group.reads[ARRAYS])
            TF_RETURN_IF_ERROR(add_array(context->input(first[ARRAYS] + i), shape, sources));
        std::vector<Rows<T>> rows(group.reads[ROWS_OF_ARRAYS].size());
        for (size_t i = 0; i < rows.size(); ++i) {
            TF_RETURN_IF_ERROR(read_rows(context, group.reads[ROWS_OF_ARRAYS][i], shape, rows[i]));
            sources.push_back({nullptr, false, &rows[i]});
        }
        return run(context, variables, group, shape, sources);
    }

    absl::Status run(OpKernelContext* context, Locked& variables, const Group<T>& group, const TensorShape& shape,
                     const std::vector<Source<T>>& sources) const {
        std::vector<std::pair<Tensor*, Tensor>> replaced;
        std::vector<T*> targets;
        for (int i : group.reads[VARIABLES]) {
            Tensor& old = *variables[i].tensor();
            const bool alone = variables[i].copy_on_read_mode || old.RefCountIsOne(); /* else somebody keeps the value */
            if (!alone) {
                replaced.emplace_back(&old, Tensor());
                TF_RETURN_IF_ERROR(context->allocate_temp(old.dtype(), shape, &replaced.back().second));
            }
            targets.push_back((alone ? old : replaced.back().second).template flat<T>().data());
        }
        const auto part = [&](Index from, Index to) { group.program.run(from, to, sources, targets); };
        const auto& threads = *context->device()->tensorflow_cpu_worker_threads();
        const Index size = shape.num_elements();
        if (size < WORTH_THREADS)
            part(0, size);
        else
            Shard(threads.num_threads, threads.workers, size, COST, part);
        for (auto& [old, made] : replaced) *old = made;
        return absl::OkStatus();
    }

    static absl::Status add_array(const Tensor& array, const TensorShape& shape, std::vector<Source<T>>& sources) {
        if (array.shape() != shape)
            return absl::InvalidArgumentError("The update of a variable of shape " + shape.DebugString() +
                                              " reads an array of shape " + array.shape().DebugString());
        sources.push_back({array.flat<T>().data(), false, nullptr});
        return absl::OkStatus();
    }

    absl::Status read_rows(OpKernelContext* context, int number, const TensorShape& shape, Rows<T>& rows) const {
        const Tensor& values = context->input(first[ROWS_OF_ARRAYS] + number);
        const Tensor& indices = context->input(first[ROWS_OF_ARRAYS] + count_of_rows + number);
        const Index count = indices.NumElements(), all = shape.dim_size(0);
        rows.width = all ? shape.num_elements() / all : 0;
        const bool fits = values.NumElements() == count * rows.width;
        if (!fits || !rows.add(all, count, indices.flat<int64_t>().data(), values.flat<T>().data()))
            return absl::InvalidArgumentError("The update of a variable of shape " + shape.DebugString() +
                                              " reads rows that it does not have");
        return absl::OkStatus();
    }

    int first[KINDS] = {}, count_of_rows = 0; /* first: number of the first input of each kind */
    std::vector<Group<T>> groups;
};

REGISTER_KERNEL_BUILDER(Name("KerasfrontUpdates").Device(DEVICE_CPU).TypeConstraint<float>("T"), Updates<float>);
REGISTER_KERNEL_BUILDER(Name("KerasfrontUpdates").Device(DEVICE_CPU).TypeConstraint<double>("T"), Updates<double>);

}  // namespace kerasfront
