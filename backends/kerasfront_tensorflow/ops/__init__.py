"""Operations in C++, where TensorFlow's own are slow. They are compiled when first needed, if there is a compiler."""
