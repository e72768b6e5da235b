"""Operations that Theano lacks, or has only in a slow form, mostly written in C. Operations of K are made of them."""
