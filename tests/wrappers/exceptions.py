"""Rules of scikit-learn that the estimators do not keep, with the reasons."""

CLASSIC = "classic Keras had it so"
MODELS = "the model checks its data, in words of its own"

EXCEPTIONS = {
    "check_no_attributes_set_in_init": f"sk_params is an attribute: {CLASSIC}",
    "check_dont_overwrite_parameters": f"`model` has no underscore: {CLASSIC}",
    "check_do_not_raise_errors_in_init_or_set_params": f"a misspelt parameter is an error at once: {CLASSIC}",
    "check_parameters_default_constructible": f"without build_fn there is no model: {CLASSIC}",
    "check_all_zero_sample_weights_error": "data without weight train nothing, which is no error",
    "check_sample_weight_equivalence_on_dense_data": "batches are cut by samples, whatever their weights",
    "check_sample_weight_equivalence_on_sparse_data": "batches are cut by samples, whatever their weights",
    "check_set_params": f"a misspelt parameter is an error at once: {CLASSIC}",
    "check_complex_data": MODELS,
    "check_dtype_object": MODELS,
    "check_estimators_empty_data_messages": MODELS,
    "check_estimators_nan_inf": f"TerminateOnNaN and fit(check_finite=True) look for them: {CLASSIC}",
    "check_regressors_train": "a few epochs of training do not fit the data as closely as the check wants",
    "check_classifiers_regression_target": "whole numbers as floats are labels",
    "check_supervised_y_2d": "a column of targets is what models take",
    "check_fit2d_predict1d": MODELS,
    "check_requires_y_none": MODELS,
}

OF_REGRESSORS = {
    "check_supervised_y_no_nan": f"TerminateOnNaN and fit(check_finite=True) look for them: {CLASSIC}",
}
